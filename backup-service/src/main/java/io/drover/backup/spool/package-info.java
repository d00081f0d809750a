/** Room on this machine for what is there only while an attempt works. */
@NullMarked
package io.drover.backup.spool;

import org.jspecify.annotations.NullMarked;
