/** Partial backups: which schemas, tables and rows a request wants, by exact names. */
@NullMarked
package io.drover.backup.scope;

import org.jspecify.annotations.NullMarked;
