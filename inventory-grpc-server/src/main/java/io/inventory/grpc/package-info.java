/** The process that serves the inventory over gRPC. */
@NullMarked
package io.inventory.grpc;

import org.jspecify.annotations.NullMarked;
