#include "core/kube/answer.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

KubeAnswer status(int code, const char* reason, const char* message, Value causes = Value::array()) {
  return {
      code,
      Value{
          {"kind", "Status"}, {"reason", reason}, {"message", message}, {"details", {{"causes", std::move(causes)}}}}};
}

std::string told(const KubeAnswer& answer) {
  const Error error = refusal("apply Deployment a/web (apps/v1)", answer);
  std::string text = error.diagnostics.front().what;
  for (const std::string& why : error.diagnostics.front().why) text += "\n" + why;
  return text;
}

}  // namespace

TEST_CASE("A conflict is told as fields with their owners") {
  const Value causes{{{"reason", "FieldManagerConflict"},
                      {"message", "conflict with \"kubectl\" using apps/v1"},
                      {"field", ".spec.replicas"}}};
  const KubeAnswer answer = status(409, "Conflict", "Apply failed with 1 conflict", causes);
  CHECK(
      told(answer) ==
      "apply Deployment a/web (apps/v1): fields of it belong to someone else (409)\n.spec.replicas belongs to kubectl");
  CHECK(refusal("", answer).code == Errc::refused);
}

TEST_CASE("A conflict about no field is told as the server tells it") {
  const Value causes{{{"reason", "FieldManagerConflict"}, {"message", "conflict with \"kubectl\""}}};
  CHECK_FALSE(told(status(409, "Conflict", "Apply failed with 1 conflict", causes)).contains("belongs to"));
}

TEST_CASE("An invalid object is told cause by cause") {
  const Value causes{{{"reason", "FieldValueInvalid"}, {"message", "must be positive"}, {"field", "spec.replicas"}},
                     {{"reason", "FieldValueRequired"}, {"message", "required"}, {"field", "spec.selector"}}};
  CHECK(told(status(422, "Invalid", "is invalid", causes)) ==
        "apply Deployment a/web (apps/v1): Invalid (422)\nspec.replicas: must be positive\nspec.selector: required");
}

TEST_CASE("A refusal says how to react: ask again, get rights, read again, or mend") {
  CHECK(refusal("", status(503, "ServiceUnavailable", "")).code == Errc::unreachable);
  CHECK(refusal("", status(401, "Unauthorized", "")).code == Errc::unreachable);
  CHECK(refusal("", status(403, "Forbidden", "")).code == Errc::refused);
  CHECK(refusal("", status(409, "Conflict", "")).code == Errc::stale);
  CHECK(refusal("", status(410, "Expired", "")).code == Errc::stale);
  CHECK(refusal("", status(422, "Invalid", "")).code == Errc::failed);
}

TEST_CASE("What a server says cannot write to the terminal") {
  CHECK_FALSE(told(status(422, "\x1b[31mInvalid", "\x1b]0;title\a")).contains('\x1b'));
}

TEST_CASE("An answer that is no Status has no reason") {
  CHECK(KubeAnswer{502, Value{{"message", "<html>"}}}.reason().empty());
  CHECK(KubeAnswer{502, Value()}.message().empty());
}
