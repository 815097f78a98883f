#include "core/support/digest.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

using namespace trimtab;
using Json = nlohmann::json;

TEST_CASE("SHA-256 agrees with the examples of FIPS 180") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC-SHA256 agrees with RFC 4231") {
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("Canonical JSON sorts keys at every depth and has no white space") {
  const Json value = Json::parse(R"({"b": [1, {"z": null, "a": true}], "a": "ü\n"})");
  CHECK(canonical_json(value) == "{\"a\":\"ü\\n\",\"b\":[1,{\"a\":true,\"z\":null}]}");
}

TEST_CASE("Equal values have equal digests however their numbers were written") {
  CHECK(digest_of(Json::parse("[1, -0.0, 1e3, 100000000000]")) == digest_of(Json::parse("[1.0, 0, 1000, 1e11]")));
  CHECK(digest_of(Json(std::int64_t{5})) == digest_of(Json(std::uint64_t{5})));
  CHECK(digest_of(Json(1)) != digest_of(Json("1")));
  CHECK(digest_of(Json(nullptr)) != digest_of(Json::object()));
}

TEST_CASE("Floats have their shortest exact text") {
  CHECK(canonical_json(0.1) == "0.1");
  CHECK(canonical_json(1e300) == "1e+300");
  CHECK(canonical_json(9007199254740991.0) == "9007199254740991");
  CHECK(canonical_json(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("Text that is not UTF-8 still has a digest") { CHECK(canonical_json("a\xff") == "\"a\xef\xbf\xbd\""); }

TEST_CASE("Secrets are equal only byte for byte and at the same length") {
  CHECK(equal_secret("abc", "abc"));
  CHECK(equal_secret("", ""));
  CHECK_FALSE(equal_secret("abc", "abd"));
  CHECK_FALSE(equal_secret("abc", "abcd"));
}
