package io.inventory.client.cli;

import io.inventory.client.cli.output.ClosedOutputException;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Keeps what could not be written, for help and the like: the PrintWriter that prints them tells nobody. Not thread-safe. */
final class CheckedWriter extends FilterWriter {
    private @Nullable IOException failure;

    CheckedWriter(Writer out) {
        super(out);
    }

    /** @throws ClosedOutputException if something could not be written */
    void throwIfFailed() {
        if (failure != null) throw new ClosedOutputException("the output", failure);
    }

    @Override
    public void write(int character) throws IOException {
        attempt(() -> super.write(character));
    }

    @Override
    public void write(char[] characters, int from, int count) throws IOException {
        attempt(() -> super.write(characters, from, count));
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
        attempt(() -> super.write(text, from, count));
    }

    @Override
    public void flush() throws IOException {
        attempt(super::flush);
    }

    private void attempt(Attempt part) throws IOException {
        try {
            part.run();
        } catch (IOException e) {
            if (failure == null) failure = e;
            throw e;
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }
}
