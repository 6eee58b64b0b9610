# `cmake --install`: the archive of this flavour, and everything that both flavours share. Both
# flavours, installed into one prefix, make what `./mnet package` makes.
#
#   mnet_install(ARCHIVE)
include(CMakePackageConfigHelpers)

function(mnet_install archive)
  set(sdk ${PROJECT_SOURCE_DIR}/sdk)
  set(cmake_folder lib/cmake/MorpheusNet)
  set(licences share/doc/morpheusnet/licenses)
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/edk2.stamp
    COMMAND ${Python3_EXECUTABLE} -B ${sdk}/edk2/make_instance.py --format ${MNET_FLAVOUR}
            --archive ${archive} --ar ${CMAKE_AR} --output ${CMAKE_BINARY_DIR}/edk2/MorpheusNetLib
    COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/edk2.stamp
    DEPENDS ${archive} ${sdk}/edk2/make_instance.py
    COMMENT "Making the library instance for EDK II" VERBATIM)
  add_custom_target(morpheusnet_edk2 ALL DEPENDS ${CMAKE_BINARY_DIR}/edk2.stamp)

  install(FILES ${archive} DESTINATION lib/${MNET_FLAVOUR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/morpheusnet DESTINATION include
          FILES_MATCHING PATTERN "*.h")

  configure_package_config_file(${sdk}/cmake/MorpheusNetConfig.cmake.in
    ${CMAKE_BINARY_DIR}/MorpheusNetConfig.cmake INSTALL_DESTINATION ${cmake_folder})
  # Before 1.0 a minor version may change the binary interface.
  write_basic_package_version_file(${CMAKE_BINARY_DIR}/MorpheusNetConfigVersion.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
  install(FILES ${CMAKE_BINARY_DIR}/MorpheusNetConfig.cmake
          ${CMAKE_BINARY_DIR}/MorpheusNetConfigVersion.cmake
          ${sdk}/cmake/MorpheusNetEfi.cmake ${sdk}/cmake/toolchain-efi-coff.cmake
          DESTINATION ${cmake_folder})

  configure_file(${sdk}/pkgconfig/morpheusnet.pc.in ${CMAKE_BINARY_DIR}/morpheusnet.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/morpheusnet.pc DESTINATION lib/pkgconfig)

  install(FILES ${sdk}/ld/gnu-efi.lds ${sdk}/ld/check_efi_image.py DESTINATION share/morpheusnet)

  set(edk2 share/morpheusnet/edk2)
  install(DIRECTORY ${sdk}/edk2/MorpheusNetPkg DESTINATION ${edk2})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/morpheusnet
          DESTINATION ${edk2}/MorpheusNetPkg/Include FILES_MATCHING PATTERN "*.h")
  install(DIRECTORY ${CMAKE_BINARY_DIR}/edk2/ DESTINATION ${edk2}/MorpheusNetPkg/Library)

  set(rust ${PROJECT_SOURCE_DIR}/bindings/rust)
  install(FILES ${rust}/Cargo.toml ${rust}/Cargo.lock DESTINATION share/morpheusnet/rust)
  foreach(crate morpheusnet-sys morpheusnet)
    install(DIRECTORY ${rust}/${crate} DESTINATION share/morpheusnet/rust
            FILES_MATCHING PATTERN "*.rs" PATTERN "Cargo.toml"
            PATTERN "tests" EXCLUDE PATTERN "target" EXCLUDE)
  endforeach()

  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${licences} RENAME MorpheusNet.txt)
  install(FILES ${MNET_LWIP_DIR}/COPYING DESTINATION ${licences} RENAME lwIP.txt)
  install(FILES ${MNET_LLHTTP_DIR}/LICENSE-MIT DESTINATION ${licences} RENAME llhttp.txt)
  install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION share/doc/morpheusnet)
endfunction()
