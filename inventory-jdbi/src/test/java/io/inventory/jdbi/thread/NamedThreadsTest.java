package io.inventory.jdbi.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class NamedThreadsTest {
    /** That of an application which is stopped later, say: a thread would keep all its classes. */
    @Test
    void aThreadHasTheClassLoaderOfTheLibraryWhoeverMakesIt() throws Exception {
        Thread maker = Thread.currentThread();
        ClassLoader before = maker.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(new URL[0])) {
            maker.setContextClassLoader(application);
            Thread made = new NamedThreads("test").newThread(() -> {});
            assertThat(made.getContextClassLoader()).isSameAs(NamedThreads.class.getClassLoader());
        } finally {
            maker.setContextClassLoader(before);
        }
    }
}
