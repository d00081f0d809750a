/** The pages for people: rendered on the server, renewed while they are looked at. */
@NullMarked
package io.drover.monitor.page;

import org.jspecify.annotations.NullMarked;
