#include "kinds.h"

using namespace trimtab;

namespace {

constexpr const char* script =
    "import sys, urllib.request\n"
    "print(len(urllib.request.urlopen(sys.argv[1], timeout=10).read()), 'bytes from', sys.argv[1])\n";

}  // namespace

KindDescription Visit::describe() const {
  return KindDescription("visit", "Reads one page of a website")
      .spec(schema::object()
                .required("site", schema::claim("website", "Whose page"))
                .property("page", schema::string("Path of the page").pattern("^/").fallback("/")));
}

Facts Visit::ask(const AskContext&) const { return Facts().program("python", {"python3"}); }

Expansion Visit::expand(const ExpandContext& context) const {
  const Claimed site = context.claimed("site");
  const std::string page = context.spec().text("page");
  const std::string url = "http://" + site.text("host") + ":" + site.text("port") + page;
  Expansion all;
  all.add(Config("script").file("visit.py", script));
  all.add(Task("visit", Run({context.program("python").path, ref::config("script", "visit.py"), url}).timeout("30s"))
              .back(Back::keep)
              .from("/page")
              .description("reads " + page + " of " + site.provider()));
  return all;
}
