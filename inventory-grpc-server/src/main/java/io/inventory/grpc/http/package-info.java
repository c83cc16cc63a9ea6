/**
 * HTTP/1.1 with JSON in front of gRPC services: the same methods, by the same handlers, for callers without gRPC. Knows
 * connections, requests and how a message is written as JSON; knows nothing of stocks and orders.
 */
@NullMarked
package io.inventory.grpc.http;

import org.jspecify.annotations.NullMarked;
