package io.inventory.examples.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java itself cannot send. */
final class Signals {
    private Signals() {}

    static void send(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(pid))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) throw new IllegalStateException("cannot send " + signal + " to " + pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
