#include "core/model/value_fields.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

const Value document = Value::parse(R"({
  "spec": {"ports": [{"name": "web", "port": 80}, {"name": "ssh"}]},
  "metadata": {"annotations": {"trimtab.dev/id": "a/b/c", "~": "wave", "~1": "one"}},
  "": "empty"
})");

}  // namespace

TEST_CASE("A field is found by its JSON pointer, through maps and lists") {
  CHECK(text_at(document, "/spec/ports/0/name") == "web");
  CHECK(number_at(document, "/spec/ports/0/port") == 80);
  CHECK(found_at(document, "") == &document);
  CHECK(text_at(document, "/") == "empty");
}

TEST_CASE("What is escaped in a pointer is found by its own name") {
  CHECK(text_at(document, "/metadata/annotations/trimtab.dev~1id") == "a/b/c");
  CHECK(text_at(document, "/metadata/annotations/~0") == "wave");
  CHECK(text_at(document, "/metadata/annotations/~01") == "one");
}

TEST_CASE("Where a pointer leads nowhere there is no field") {
  for (const char* pointer : {"/spec/ports/2", "/spec/ports/-", "/spec/ports/0x", "/spec/ports/", "/spec/none/name",
                              "/spec/ports/0/name/more", "/Spec"}) {
    CAPTURE(pointer);
    CHECK(found_at(document, pointer) == nullptr);
  }
}

TEST_CASE("A field of another type counts as one that is not there") {
  CHECK(text_at(document, "/spec/ports/0/port", "otherwise") == "otherwise");
  CHECK(number_at(document, "/spec/ports/0/name", 7) == 7);
}
