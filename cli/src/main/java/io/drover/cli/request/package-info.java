/** Commands that publish a request and follow it. */
@NullMarked
package io.drover.cli.request;

import org.jspecify.annotations.NullMarked;
