/**
 * Whether what is stored agrees, found out part by part. It knows what the tables mean to each other; it changes nothing, and
 * must not know who asks.
 */
@NullMarked
package io.inventory.jdbi.sql.verification;

import org.jspecify.annotations.NullMarked;
