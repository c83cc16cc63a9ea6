/**
 * Who may call what, and how the connection is secured: TLS, callers with their roles, and the decision for each method. Knows
 * gRPC's calls and nothing of stocks and orders.
 */
@NullMarked
package io.inventory.grpc.security;

import org.jspecify.annotations.NullMarked;
