#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/target/generated_value.h"
#include "tests/support/seeded_random.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

Value secret_of(const std::string& name, const Value& keys) {
  return {{"type", "secret"}, {"name", name}, {"spec", {{"keys", keys}}}};
}

const Value password{{"password", {{"generated", {{"length", 20}}}}}};

std::string value_of(const Stage& stage, const std::string& path) { return read_file(stage.state() / "run/c" / path); }

std::vector<Object> applied(Stage& stage, const std::vector<Value>& resources) {
  auto objects = stage.lower(resources);
  for (const Object& object : objects) stage.apply(object);
  return objects;
}

TEST_CASE("A generated secret is made once and stays") {
  Stage stage;
  stage.prepare();
  applied(stage, {secret_of("root", password)});
  const std::string first = value_of(stage, "root/v1/password");
  CHECK(first.size() == 20);
  const auto again = applied(stage, {secret_of("root", password)});
  CHECK(again.front().desired.at("version") == 1);
  CHECK(value_of(stage, "root/v1/password") == first);
  CHECK_FALSE(again.front().desired.dump().contains(first));
}

TEST_CASE("Secret files are for the stack's accounts only, whatever the umask, and drift of their mode is seen") {
  const mode_t before = ::umask(0);
  Stage stage;
  stage.prepare();
  const auto objects = applied(stage, {secret_of("root", password)});
  ::umask(before);
  const bool root = ::geteuid() == 0;
  const auto file = stage.state() / "run/c/root/v1/password";
  CHECK(mode_of(file) == (root ? 0640 : 0600));
  for (const char* directory : {"run", "run/c", "run/c/root", "run/c/root/v1"}) {
    CHECK(mode_of(stage.state() / directory) == (root ? 0750 : 0700));
  }
  CHECK(mode_of(stage.state() / "private/secrets/c/root/v1") == 0600);
  ::chmod(file.c_str(), 0644);
  const Observed observed = stage.observe(objects.front());
  REQUIRE(observed.drift.size() == 1);
  CHECK(observed.drift.front().to == "0644");
  stage.apply(objects.front());
  CHECK(stage.observe(objects.front()).drift.empty());
}

TEST_CASE("A template holds the values of other secrets, fit for where they stand, and follows their versions") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "outside", "p@ss \"w\\1\"\n");
  const Value user = secret_of("user", {{"password", {{"file", (stage.directory() / "outside").native()}}}});
  const Value connection =
      secret_of("connection", {{"url", {{"template", "mysql://u:@{value:user/password|url}@h/@{stack:name}"}}},
                               {"ini", {{"template", "password=@{value:user/password|ini}"}}},
                               {"own", {{"template", "<@{value:connection/ini}>"}}}});
  applied(stage, {user, connection});
  CHECK(value_of(stage, "user/v1/password") == "p@ss \"w\\1\"");
  CHECK(value_of(stage, "connection/v1/url") == "mysql://u:p%40ss%20%22w%5C1%22@h/demo");
  CHECK(value_of(stage, "connection/v1/own") == "<password=\"p@ss \\\"w\\\\1\\\"\">");

  write_file(stage.directory() / "outside", "other");
  const auto changed = applied(stage, {user, connection});
  CHECK(changed[0].desired.at("version") == 2);
  CHECK(value_of(stage, "connection/v2/url") == "mysql://u:other@h/demo");
  CHECK(value_of(stage, "connection/v1/url") == "mysql://u:p%40ss%20%22w%5C1%22@h/demo");
  CHECK(applied(stage, {user, connection})[1].desired.at("version") == 2);
}

TEST_CASE("A generated key keeps its value when another key of its secret changes") {
  Stage stage;
  stage.prepare();
  Value keys = password;
  applied(stage, {secret_of("s", keys)});
  keys["second"] = {{"generated", {{"length", 9}, {"alphabet", "hex"}}}};
  const auto changed = applied(stage, {secret_of("s", keys)});
  CHECK(changed.front().desired.at("version") == 2);
  CHECK(value_of(stage, "s/v2/password") == value_of(stage, "s/v1/password"));
  CHECK(value_of(stage, "s/v2/second").size() == 9);
}

TEST_CASE("Going back to an earlier definition takes its version and value again") {
  Stage stage;
  stage.prepare();
  applied(stage, {secret_of("s", password)});
  const std::string first = value_of(stage, "s/v1/password");
  const Value longer{{"password", {{"generated", {{"length", 40}}}}}};
  CHECK(applied(stage, {secret_of("s", longer)}).front().desired.at("version") == 2);
  CHECK(value_of(stage, "s/v2/password").size() == 40);
  CHECK(applied(stage, {secret_of("s", password)}).front().desired.at("version") == 1);
  CHECK(value_of(stage, "s/v1/password") == first);
}

TEST_CASE("Lost values get a new version, so that all who use them follow") {
  Stage stage;
  stage.prepare();
  const auto objects = applied(stage, {secret_of("s", password)});
  std::filesystem::remove_all(stage.state() / "run/c/s");
  CHECK_FALSE(stage.observe(objects.front()).exists);
  CHECK(stage.lower({secret_of("s", password)}).front().desired.at("version") == 2);
}

TEST_CASE("A version that was cut short is made whole, and no half of it is ever seen") {
  Stage stage;
  stage.prepare();
  const auto objects = stage.lower({secret_of("s", password)});
  std::filesystem::create_directories(stage.state() / "run/c/s/.v1");
  write_file(stage.state() / "run/c/s/.v1/password", "half");
  CHECK_FALSE(stage.observe(objects.front()).exists);
  stage.apply(objects.front());
  CHECK(value_of(stage, "s/v1/password").size() == 20);
  CHECK_FALSE(std::filesystem::exists(stage.state() / "run/c/s/.v1"));
}

TEST_CASE("What a removal that was cut off left of a secret is still there for who wants it gone") {
  Stage stage;
  stage.prepare();
  const Object secret = applied(stage, {secret_of("s", password)}).front();
  std::filesystem::remove(stage.state() / "run/c/s/v1/password");
  CHECK(stage.has_any_of(secret));
  std::filesystem::remove_all(stage.state() / "run/c/s");
  CHECK(stage.has_any_of(secret));  // the note of its version
  stage.remove(secret);
  CHECK_FALSE(stage.has_any_of(secret));
  CHECK_FALSE(std::filesystem::exists(stage.state() / "private/secrets/c/s"));
}

TEST_CASE("A source that is not there fails with its name and leaves nothing") {
  Stage stage;
  stage.prepare();
  const auto objects = stage.lower({secret_of("s", {{"k", {{"env", "TRIMTAB_NO_SUCH_VARIABLE"}}}})});
  CHECK(message(stage.try_apply(objects.front())) ==
        "key k: the variable TRIMTAB_NO_SUCH_VARIABLE is not set where trimtab runs");
  CHECK_FALSE(stage.observe(objects.front()).exists);
}

TEST_CASE("A generated secret stays as long as the volumes of its component do") {
  Stage stage;
  const Value volume{{"type", "volume"}, {"name", "data"}};
  CHECK(stage.lower({volume, secret_of("s", password)}).back().retain);
  CHECK_FALSE(stage.lower({secret_of("s", password)}).back().retain);
}

TEST_CASE("Templates in a circle are an error, not a hang") {
  Stage stage;
  const Value a = secret_of("a", {{"k", {{"template", "@{value:b/k}"}}}});
  const Value b = secret_of("b", {{"k", {{"template", "@{value:a/k}"}}}});
  CHECK_THROWS_WITH(stage.lower({a, b}), Catch::Matchers::ContainsSubstring("in a circle"));
}

TEST_CASE("Alphabets give what they say") {
  SeededRandom random;
  const auto made = [&](const char* alphabet, int length) {
    return generated_value({{"alphabet", alphabet}, {"length", length}}, random).value_or("error");
  };
  CHECK(made("hex", 64).find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(made("alnum", 1024).size() == 1024);
  const std::string fernet = made("fernet", 1);
  CHECK(fernet.size() == 44);
  CHECK(fernet.ends_with('='));
  CHECK(made("runes", 8) == "error");
}

}  // namespace
}  // namespace trimtab::test
