@NullMarked
package io.inventory.grpc;

import org.jspecify.annotations.NullMarked;
