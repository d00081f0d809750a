/** What people and programs ask for over HTTP, published as the events that services read. */
@NullMarked
package io.drover.monitor.request;

import org.jspecify.annotations.NullMarked;
