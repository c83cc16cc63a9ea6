package io.inventory.grpc.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.inventory.InventoryException;

/**
 * Why a request does not even come to its method.
 *
 * @param status what HTTP has for it, which says more here than gRPC's code
 * @param why as callers are told in the body
 */
record Refusal(HttpResponseStatus status, InventoryException why) {}
