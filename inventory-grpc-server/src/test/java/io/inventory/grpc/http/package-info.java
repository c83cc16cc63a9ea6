@NullMarked
package io.inventory.grpc.http;

import org.jspecify.annotations.NullMarked;
