/** What is written to the terminal: colours, tables, bars, amounts. */
@NullMarked
package io.drover.cli.terminal;

import org.jspecify.annotations.NullMarked;
