/** Keys by which persons and services prove who they are. */
@NullMarked
package io.drover.cli.key;

import org.jspecify.annotations.NullMarked;
