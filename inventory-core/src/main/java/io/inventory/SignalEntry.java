package io.inventory;

/**
 * A signal and its place.
 *
 * @param position from 1, each one more than the one before, unless an operator has deleted that
 */
public record SignalEntry(long position, Signal signal) {}
