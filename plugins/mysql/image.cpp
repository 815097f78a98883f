#include <cctype>

#include "server.h"

namespace trimtab::mysql {
namespace {

/// "8.4.6" of "8.4.6-oraclelinux9"; empty when it does not begin with a number.
std::string number_in(const std::string& tag) {
  std::size_t end = 0;
  while (end < tag.size() && (std::isdigit(static_cast<unsigned char>(tag[end])) != 0 || tag[end] == '.')) ++end;
  return tag.substr(0, end);
}

std::string version_of(const ExpandContext& context, bool mariadb, Expansion& expansion) {
  const View& spec = context.spec();
  if (spec.has("version")) return spec.text("version");
  if (const std::string tagged = number_in(spec.text("image/tag", "")); !tagged.empty()) return tagged;
  const char* name = mariadb ? "mariadb" : "mysql";
  std::string version = context.chosen_text(name, mariadb ? "11.8" : "8.4");
  expansion.choose(name, version);
  return version;
}

}  // namespace

Server server_in_image(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  const bool mariadb = spec.text("flavor", "any") == "mariadb";
  Server server;
  server.flavor = mariadb ? Flavor::mariadb : Flavor::mysql;
  server.version = version_of(context, mariadb, expansion);
  if (number_in(server.version).empty()) {
    throw Problem(Diagnostic::error("E0444", "\"" + server.version + "\" does not say which server it is")
                      .at("/version")
                      .next("write a number, \"version: 8.4\"; what the image is called goes to image.tag"));
  }
  server.program = mariadb ? "mariadbd" : "mysqld";
  server.client = mariadb ? "mariadb" : "mysql";
  if (mariadb) server.initializer = "mariadb-install-db";
  server.image = image_name(spec.part("image"), mariadb ? "mariadb" : "mysql", server.version);
  return server;
}

}  // namespace trimtab::mysql
