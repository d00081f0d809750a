@NullMarked
package io.drover.monitor.web;

import org.jspecify.annotations.NullMarked;
