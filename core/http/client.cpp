#include "core/http/client.h"

#include "core/http/exchange.h"
#include "core/http/sigpipe.h"
#include "core/http/url.h"
#include "core/support/text.h"

namespace trimtab {

Result<HttpResponse> http_exchange(const HttpRequest& request) {
  TRIMTAB_CHECK(check_request(request));
  TRIMTAB_TRY(const HttpUrl url, parse_http_url(request.url, HttpSchemes::plain));
  if (request.timeout <= Duration::zero()) {
    return fail(Errc::unreachable, "E0792", request.method + " " + request.url + ": no time is left for an answer");
  }
  const SigpipeBlocked sigpipe;
  try {
    httplib::ClientImpl client(url.host, url.port);
    client.set_follow_location(false);
    client.set_decompress(false);
    client.set_path_encode(false);
    return Exchange(request, url.target, client).run();
  } catch (const std::exception& problem) {
    const std::string what = request.method + " " + request.url + ": " + printable(problem.what());
    return fail(Errc::unreachable, "E0792", what);
  }
}

}  // namespace trimtab
