/** PostgreSQL's own programs: what their errors mean. */
@NullMarked
package io.drover.backup.tool;

import org.jspecify.annotations.NullMarked;
