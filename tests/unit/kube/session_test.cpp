#include "core/kube/session.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temporary_directory.h"
#include "tests/unit/kube/api_double.h"

using namespace trimtab;
using namespace trimtab::test;

TEST_CASE("Every request shows who we are, on whose behalf, below the server's path") {
  ApiDouble api;
  KubeAccess access = api.access();
  access.prefix = "/k8s/c1";
  access.token = "abc";
  Conversation talk(access);
  api.will_say({200, R"({"kind":"Status"})"});
  const auto answer = talk.session.call({.path = "/api"});
  REQUIRE(answer);
  CHECK(answer->body.at("kind") == "Status");
  CHECK(api.heard() == Lines{"GET /k8s/c1/api abc"});
}

TEST_CASE("A token that a server does not take is read again, once") {
  const TemporaryDirectory directory;
  ApiDouble api;
  KubeAccess access = api.access();
  access.token_file = directory / "token";
  write_file(access.token_file, "old\n");
  Conversation talk(access);
  api.will_say({200, "{}"});
  CHECK(talk.session.call({.path = "/api"}));
  write_file(access.token_file, "new\n");
  api.will_say({401, "{}"});
  api.will_say({200, "{}"});
  CHECK(talk.session.call({.path = "/api"})->good());
  api.will_say({401, "{}"});
  CHECK(talk.session.call({.path = "/api"})->status == 401);
  CHECK(api.heard() == Lines{"GET /api old", "GET /api old", "GET /api new", "GET /api new"});
}

TEST_CASE("A server that asks to wait is asked again") {
  ApiDouble api;
  Conversation talk(api.access());
  api.will_say({429, "{}", {{"Retry-After", "0"}}});
  api.will_say({503, "{}", {{"Retry-After", "0"}}});
  api.will_say({200, "{}"});
  CHECK(talk.session.call({.method = "PATCH", .path = "/api", .body = "{}"})->good());
  CHECK(api.heard().size() == 3);
  CHECK(talk.session.requests() == 3);
}

TEST_CASE("A refusal is an answer at once, whatever its number") {
  ApiDouble api;
  Conversation talk(api.access());
  for (const int status : {403, 404, 409, 422}) {
    api.will_say({status, R"({"kind":"Status","reason":"Word"})"});
    const auto answer = talk.session.call({.path = "/api"});
    REQUIRE(answer);
    CHECK(answer->reason() == "Word");
  }
  CHECK(api.heard().size() == 4);
}

TEST_CASE("What is no JSON is no answer; in a refusal its words are told") {
  ApiDouble api;
  Conversation talk(api.access());
  api.will_say({200, "<html>"});
  CHECK(talk.session.call({.path = "/api"}).error().code == Errc::failed);
  api.will_say({404, "page not found"});
  CHECK(talk.session.call({.path = "/api"})->message() == "page not found");
}

TEST_CASE("A redirect is not followed, so that credentials stay where they belong") {
  ApiDouble api;
  ApiDouble elsewhere;
  Conversation talk(api.access());
  api.will_say({302, "{}", {{"Location", elsewhere.access().server + "/api"}}});
  CHECK(talk.session.call({.path = "/api"})->status == 302);
  CHECK(elsewhere.heard().empty());
}

TEST_CASE("A stream is never sent for twice by itself") {
  ApiDouble api;
  Conversation talk(api.access());
  api.will_say({503, "{}"});
  const auto answer = talk.session.call({.path = "/api", .on_body = [](std::string_view) { return true; }});
  CHECK(answer->status == 503);
  CHECK(api.heard().size() == 1);
}
