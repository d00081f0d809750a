/** Archives of migrations: from where they may come, and how they are unpacked. */
@NullMarked
package io.drover.migration.bundle;

import org.jspecify.annotations.NullMarked;
