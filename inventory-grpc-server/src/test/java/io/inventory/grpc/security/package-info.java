@NullMarked
package io.inventory.grpc.security;

import org.jspecify.annotations.NullMarked;
