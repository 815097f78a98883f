#pragma once

#include <string>

#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// "mysql:8.4" or "mysql:8.4@sha256:…", of what the user wrote for a property made by `schema::image`, and what stands
/// for the parts that were left out.
inline std::string image_name(const View& image, const std::string& repository, const std::string& tag) {
  const std::string name = image.text("repository", repository) + ":" + image.text("tag", tag);
  return image.has("digest") ? name + "@" + image.text("digest") : name;
}

}  // namespace sdk_v1
}  // namespace trimtab
