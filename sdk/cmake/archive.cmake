# libmorpheusnet.a: every object with its private globals renamed to mnet_i_*, so that a client with
# a memcpy, a tcp_write or an llhttp of its own can link it. The objects stay separate, so that what
# is not used is not linked.
#
#   mnet_archive(FILE OBJECTS OBJECT…)   makes target `morpheusnet`
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(mnet_archive archive)
  cmake_parse_arguments(ARCHIVE "" "" "OBJECTS" ${ARGN})
  set(list_file ${CMAKE_BINARY_DIR}/objects.txt)
  file(GENERATE OUTPUT ${list_file} CONTENT "$<JOIN:${ARCHIVE_OBJECTS},\n>\n")
  set(tool ${PROJECT_SOURCE_DIR}/sdk/cmake/make_archive.py)
  add_custom_command(
    OUTPUT ${archive}
    COMMAND ${Python3_EXECUTABLE} -B ${tool} --objects ${list_file} --output ${archive}
            --nm ${CMAKE_NM} --objcopy ${CMAKE_OBJCOPY} --ar ${CMAKE_AR}
    DEPENDS ${ARCHIVE_OBJECTS} ${list_file} ${tool}
    COMMENT "Archiving ${archive}"
    VERBATIM COMMAND_EXPAND_LISTS)
  add_custom_target(morpheusnet_archive ALL DEPENDS ${archive})
  add_library(morpheusnet STATIC IMPORTED GLOBAL)
  set_target_properties(morpheusnet PROPERTIES IMPORTED_LOCATION ${archive})
  target_include_directories(morpheusnet INTERFACE ${PROJECT_SOURCE_DIR}/include)
  add_dependencies(morpheusnet morpheusnet_archive)
endfunction()
