package io.inventory.jdbi;

import io.inventory.jdbi.transaction.RecordedLog;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The classes that log because the tests provoke it. Their lines are on the console only if a test fails, so that a line in
 * the output of a good run is one that nobody expected.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ExpectedLog.Recorder.class)
public @interface ExpectedLog {
    /** The classes by which the loggers are named. */
    Class<?>[] value();

    /** Records them while the tests of a class are run. */
    final class Recorder implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Recorder.class);

        /** Closed by JUnit when the class is done. */
        private record Logs(List<RecordedLog> all) implements AutoCloseable {
            @Override
            public void close() {
                all.forEach(RecordedLog::close);
            }
        }

        @Override
        public void beforeAll(ExtensionContext context) {
            // there already for a nested class
            logs(context);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            logs(context).all.forEach(RecordedLog::clear);
        }

        @Override
        public void afterEach(ExtensionContext context) {
            if (context.getExecutionException().isPresent()) logs(context).all.forEach(RecordedLog::show);
        }

        private static Logs logs(ExtensionContext context) {
            return context.getStore(NAMESPACE)
                    .computeIfAbsent(Logs.class, type -> record(context.getRequiredTestClass()), Logs.class);
        }

        private static Logs record(Class<?> testClass) {
            Class<?>[] expected = AnnotationSupport.findAnnotation(testClass, ExpectedLog.class)
                    .orElseThrow()
                    .value();
            return new Logs(Stream.of(expected).map(RecordedLog::atItsLevel).toList());
        }
    }
}
