from readiness.images import build_fault, images, pinned, user_of
from readiness.product import Product
from readiness.snapshot import Snapshot


def _product(files: dict[str, str]) -> Product:
    return Product(Snapshot.of(files))


def test_files_of_another_python_are_a_fault() -> None:
    text = (
        "FROM python:3.13-slim AS build\nRUN pip install x\n"
        "FROM python:3.13-slim\nCOPY --from=build /usr/local/lib/python3.12/site-packages /x\n"
    )
    product = _product({"Dockerfile": text})
    fault = build_fault(images(product)[0], product)
    assert fault is not None and fault[0] == 4


def test_what_a_build_produces_is_not_missed() -> None:
    product = _product({"Dockerfile": "FROM eclipse-temurin:21\nCOPY target/app.jar /app.jar\n"})
    assert build_fault(images(product)[0], product) is None


def test_a_variable_user_with_a_default_is_read() -> None:
    product = _product({"Dockerfile": 'FROM alpine:3.20\nARG APP=root\nUSER ${APP}\nCMD ["x"]\n'})
    assert user_of(images(product)[0], product)[0] is False


def test_images_for_development_count_only_where_there_are_no_others() -> None:
    both = _product({"Dockerfile": "FROM a:1\nCMD x\n", "Dockerfile.dev": "FROM b\nCMD x\n"})
    assert [image.path for image in images(both)] == ["Dockerfile"]


def test_a_named_release_pins_a_base_and_latest_does_not() -> None:
    product = _product(
        {"Dockerfile": "FROM debian:bookworm-slim\nCMD x\n", "b/Dockerfile": "FROM node:latest\nCMD x\n"}
    )
    assert [pinned(image.base) for image in images(product)] == [True, False]
