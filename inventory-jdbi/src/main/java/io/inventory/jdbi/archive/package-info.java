/**
 * Files of ledger entries that are not kept in the database any more: how they are written, and proved. It knows files and the
 * form of their lines, and must know no SQL.
 */
@NullMarked
package io.inventory.jdbi.archive;

import org.jspecify.annotations.NullMarked;
