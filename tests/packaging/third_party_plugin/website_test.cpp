#include <cstdlib>
#include <iostream>

#include <trimtab/testing.hpp>

using namespace trimtab;

namespace {

void check(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "FAILED: " << what << "\n";
  std::exit(1);
}

testing::Component site() {
  return testing::Component("site", "website")
      .spec({{"source", "/srv/pages"}})
      .fact("python", {{"found", true}, {"path", "/usr/bin/python3"}, {"version", "Python 3.11.2"}})
      .fact("pages", {{"exists", true}, {"digest", "3f9c1e"}, {"files", 6}});
}

}  // namespace

int main() {
  const testing::Session session(trimtab_plugin_entry);

  const Json asked = session.ask(site());
  check(asked["facts"][1]["spec"]["path"] == "/srv/pages", "the directory is asked about");

  const Json made = session.expand(site().claim("visit", "site", "website"));
  const Json server = testing::resource(made, "workload/server");
  check(server["spec"]["command"][3] == "@{endpoint:http/port}", "the server gets the port that is kept for it");
  check(made["claims"]["visit/site"]["port"]["after"][0] == "workload/server",
        "who uses the port waits for the server");

  const Json empty = session.expand(site().fact("pages", {{"exists", false}}));
  check(testing::diagnostics(empty) == "error E1002 /source: there is no directory /srv/pages\n",
        "a missing directory");

  const Json visit = session.expand(
      testing::Component("visit", "visit")
          .fact("python", {{"found", true}, {"path", "/usr/bin/python3"}})
          .claimed("site", "site", "website", {{"host", {{"type", "string"}}}, {"port", {{"type", "int"}}}}));
  check(testing::resource(visit, "task/visit")["spec"]["run"]["command"][2] ==
            "http://@{out:site/host}:@{out:site/port}/",
        "the address is a reference, so the visit waits for the site");
}
