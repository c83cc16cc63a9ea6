/**
 * Certificates, keys and tokens in files that are read again when they change: what both ends of a connection need. Knows
 * gRPC's key and trust managers, and nothing of the inventory.
 */
@NullMarked
package io.inventory.credentials;

import org.jspecify.annotations.NullMarked;
