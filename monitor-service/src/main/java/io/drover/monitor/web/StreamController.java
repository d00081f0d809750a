package io.drover.monitor.web;

import io.drover.monitor.projection.Feed;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Live events: operation, progress, health, service, and resync where too much changed to tell one
 * by one. After a reconnect a reader reads anew what it shows.
 */
@Controller("/api/stream")
class StreamController extends SecuredController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Feed feed;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  StreamController(Feed feed) {
    this.feed = feed;
  }

  @Get
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<Flux<Event<String>>> stream() {
    Feed.Subscription subscription = feed.subscribe();
    if (subscription == null) {
      return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE);
    }
    Flux<Event<String>> events =
        Flux.<Event<String>>generate(sink -> next(subscription, sink))
            .startWith(heartbeat())
            .doFinally(signal -> subscription.close())
            .subscribeOn(Schedulers.fromExecutor(threads));
    return with(HttpResponse.ok(events), MediaType.TEXT_EVENT_STREAM);
  }

  private static void next(Feed.Subscription subscription, SynchronousSink<Event<String>> sink) {
    try {
      Feed.Event event = subscription.open() ? subscription.next(HEARTBEAT) : null;
      if (subscription.open()) {
        sink.next(event == null ? heartbeat() : sse(event));
      } else {
        sink.complete();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sink.complete();
    }
  }

  private static Event<String> sse(Feed.Event event) {
    Long id = event.id();
    Event<String> named = Event.of(event.json()).name(event.type());
    return id == null ? named : named.id(String.valueOf(id));
  }

  private static Event<String> heartbeat() {
    return Event.of("").comment("still here");
  }
}
