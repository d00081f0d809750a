package io.drover.monitor.page;

import io.drover.monitor.web.SecuredController;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;

/** Scripts, styles and pictures, which a browser keeps for ever. */
@Controller("/assets")
class AssetController extends SecuredController {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  @Get("/{version}/{name}")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> asset(@PathVariable String version, @PathVariable String name) {
    return Assets.find(version, name)
        .<HttpResponse<byte[]>>map(
            asset ->
                with(HttpResponse.ok(asset.content()), asset.type())
                    .headers(headers -> headers.set(HttpHeaders.CACHE_CONTROL, FOR_EVER)))
        .orElseGet(HttpResponse::notFound);
  }
}
