/** What can be found out about a server and its databases, and what is made of it. */
@NullMarked
package io.drover.monitor.probe.check;

import org.jspecify.annotations.NullMarked;
