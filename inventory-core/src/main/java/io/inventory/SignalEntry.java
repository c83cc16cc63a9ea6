package io.inventory;

/**
 * A signal and its place.
 *
 * @param position from 1, each one more than the one before
 */
public record SignalEntry(long position, Signal signal) {}
