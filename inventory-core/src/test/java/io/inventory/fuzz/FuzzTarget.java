package io.inventory.fuzz;

/**
 * What is fed: a decoder, and what must hold of its answer.
 *
 * @param <I> a text, or bytes
 */
@FunctionalInterface
public interface FuzzTarget<I> {
    /**
     * Decodes an input. All that is thrown is a finding: of the decoder, or of an assertion about what it made.
     *
     * @return whether the input was accepted; false if it was refused in the documented way
     */
    boolean accepts(I input) throws Exception;
}
