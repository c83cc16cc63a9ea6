package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How malformed requests are refused. */
final class BadRequests {
    private BadRequests() {}

    /** @param paths of all bad fields, in their order */
    static void assertBad(ThrowingCallable call, String... paths) {
        StatusRuntimeException refusal = refusal(call);
        assertThat(violations(refusal).stream().map(BadRequest.FieldViolation::getField))
                .containsExactly(paths);
        assertThat(refusal.getStatus().getDescription()).startsWith(paths[0] + " ");
    }

    static StatusRuntimeException refusal(ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.getStatus().getCode()).as("%s", refusal).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return refusal;
    }

    static List<BadRequest.FieldViolation> violations(StatusRuntimeException refusal) {
        com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
        assertThat(status).isNotNull();
        try {
            assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("INVALID_ARGUMENT");
            return status.getDetails(1).unpack(BadRequest.class).getFieldViolationsList();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the details are not those expected", e);
        }
    }
}
