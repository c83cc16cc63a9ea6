package io.inventory.grpc.http;

/**
 * Where HTTP is served.
 *
 * @param host the address to listen on
 * @param port 0 to 65,535; 0 takes a free one
 */
public record HttpSettings(String host, int port) {}
