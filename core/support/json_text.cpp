#include "core/support/json_text.h"

namespace trimtab {

std::string json_text(const nlohmann::json& value) {
  return value.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace trimtab
