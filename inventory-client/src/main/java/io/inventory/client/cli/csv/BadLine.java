package io.inventory.client.cli.csv;

/**
 * Something that is wrong with a line of a file.
 *
 * @param line the line, from 1
 * @param column the column's name; empty where it is about the line as a whole
 * @param why what is wrong, and what to do about it
 */
public record BadLine(long line, String column, String why) {}
