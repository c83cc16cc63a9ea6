@NullMarked
package io.inventory.client.cli.session;

import org.jspecify.annotations.NullMarked;
