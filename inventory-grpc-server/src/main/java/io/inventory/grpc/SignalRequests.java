package io.inventory.grpc;

import io.inventory.InvalidRequestException;
import io.inventory.ListSignals;
import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.WatchSignalsRequest;
import java.util.regex.Pattern;

/** Messages about signals as requests; a malformed one is refused with all its bad fields. */
final class SignalRequests {
    /** As {@link SignalResponses#token} writes it; with more digits it would not be a long. */
    private static final Pattern POSITION = Pattern.compile("0|[1-9][0-9]{0,17}");

    private SignalRequests() {}

    static ListSignals list(ListSignalsRequest request) {
        return Fields.read(
                () -> new ListSignals(after(request), StockRequests.pageSize(request.getPageSize())),
                fields -> fields.check(() -> after(request))
                        .check(() ->
                                new ListSignals(ListSignals.OLDEST, StockRequests.pageSize(request.getPageSize()))));
    }

    private static long after(ListSignalsRequest request) {
        return switch (request.getBeginCase()) {
            case NEWEST -> ListSignals.NEWEST;
            case RESUME_TOKEN ->
                request.getResumeToken().isEmpty() ? ListSignals.OLDEST : position(request.getResumeToken());
            case BEGIN_NOT_SET -> ListSignals.OLDEST;
        };
    }

    /**
     * The position after which a caller wants to be told; may be one of the constants of {@link ListSignals}.
     *
     * @throws InvalidRequestException naming {@code resume_token}
     */
    static long begin(WatchSignalsRequest request) {
        return switch (request.getBeginCase()) {
            case RESUME_TOKEN -> position(request.getResumeToken());
            case OLDEST -> ListSignals.OLDEST;
            case BEGIN_NOT_SET -> ListSignals.NEWEST;
        };
    }

    private static long position(String token) {
        if (!POSITION.matcher(token).matches())
            throw new InvalidRequestException("resume_token", "must be one that came with a signal");
        return Long.parseLong(token);
    }
}
