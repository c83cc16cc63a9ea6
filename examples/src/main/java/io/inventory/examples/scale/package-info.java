/** What several servers need and give: a calculator from measured costs, and what its measurements need. It knows no gRPC. */
@NullMarked
package io.inventory.examples.scale;

import org.jspecify.annotations.NullMarked;
