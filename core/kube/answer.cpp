#include "core/kube/answer.h"

#include <fmt/format.h>

#include "core/model/value_fields.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t shown_causes = 20;

Value causes_of(const KubeAnswer& answer) {
  const Value::json_pointer place("/details/causes");
  const bool there = answer.body.is_object() && answer.body.contains(place) && answer.body.at(place).is_array();
  return there ? answer.body.at(place) : Value::array();
}

/// 'conflict with "kubectl" using apps/v1' names its manager between the first quotes (apimachinery
/// pkg/apis/meta/v1/validation, managedfields/internal/conflict).
std::string manager_in(const std::string& message) {
  const std::size_t begin = message.find('"');
  const std::size_t end = begin == std::string::npos ? begin : message.find('"', begin + 1);
  return end == std::string::npos ? message : message.substr(begin + 1, end - begin - 1);
}

/// What the server says something against first, in its own words; empty when it names no field.
std::string first_field(const KubeAnswer& answer) {
  for (const Value& cause : causes_of(answer)) {
    if (const std::string field = text_at(cause, "/field"); !field.empty()) return printable(field);
  }
  return {};
}

Errc reaction_to(const KubeAnswer& answer) {
  if (!conflicts_in(answer).empty()) return Errc::refused;
  switch (answer.status) {
    case 401:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return Errc::unreachable;
    case 403:
      return Errc::refused;
    case 409:
    case 410:
      return Errc::stale;
    default:
      return Errc::failed;
  }
}

std::vector<std::string> reasons_in(const KubeAnswer& answer) {
  std::vector<std::string> lines;
  for (const FieldConflict& conflict : conflicts_in(answer)) {
    lines.push_back(printable(conflict.field) + " belongs to " + printable(conflict.manager));
  }
  if (!lines.empty()) return lines;
  for (const Value& cause : causes_of(answer)) {
    if (lines.size() == shown_causes) break;
    const std::string field = text_at(cause, "/field");
    lines.push_back(printable((field.empty() ? "" : field + ": ") + text_at(cause, "/message")));
  }
  if (lines.empty() && !answer.message().empty()) lines.push_back(printable(answer.message()));
  return lines;
}

}  // namespace

std::string KubeAnswer::reason() const { return good() ? std::string() : text_at(body, "/reason"); }

std::string KubeAnswer::message() const { return good() ? std::string() : text_at(body, "/message"); }

std::vector<FieldConflict> conflicts_in(const KubeAnswer& answer) {
  std::vector<FieldConflict> conflicts;
  if (answer.status != 409) return conflicts;
  for (const Value& cause : causes_of(answer)) {
    if (text_at(cause, "/reason") != "FieldManagerConflict") continue;
    std::string field = text_at(cause, "/field");
    if (field.empty()) continue;  // the message of the whole says what there is to say
    conflicts.push_back({std::move(field), manager_in(text_at(cause, "/message"))});
  }
  return conflicts;
}

Error refusal(const std::string& what, const KubeAnswer& answer) {
  Diagnostic diagnostic;
  const std::string reason = answer.reason();
  if (answer.status == 401) {
    diagnostic.code = "E0805";
    diagnostic.what = what + ": the API server does not know who we are (401)";
  } else if (answer.status == 403) {
    diagnostic.code = "E0806";
    diagnostic.what = what + ": not allowed (403)";
  } else if (!conflicts_in(answer).empty()) {
    diagnostic.code = "E0807";
    diagnostic.what = what + ": fields of it belong to someone else (409)";
  } else {
    diagnostic.code = "E0808";
    diagnostic.what = fmt::format("{}: {} ({})", what, reason.empty() ? "refused" : printable(reason), answer.status);
  }
  diagnostic.why = reasons_in(answer);
  diagnostic.label = first_field(answer);
  return fail(reaction_to(answer), std::move(diagnostic)).error();
}

}  // namespace trimtab
