"""The document of openapi/ as progenitor takes it: what it can't take is left out, and as little as possible of it."""

import re


def reduced(document):
    """Takes out of the bundle what progenitor refuses or makes code of that does not compile, in place. Gives the bundle."""
    parameters = document["components"]["parameters"]
    for operations in document["paths"].values():
        for operation in operations.values():
            given = [parameters[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one for one in operation.get("parameters", [])]
            # Parameters that are objects are unknown to it, and lists in a path are not written out.
            given = [one for one in given if one.get("style") != "deepObject"]
            for one in given:
                if one["in"] == "path" and one["schema"].get("type") == "array":
                    one["schema"] = {"type": "string"}
            # Those in the path first: they are the ones that must stay.
            operation["parameters"] = first_of_each_name(sorted(given, key=lambda one: one["in"] != "path"), lambda one: one["name"])
            operation["responses"] = one_answer(operation["responses"])
            body = operation.get("requestBody")
            if body and not set(body["content"]) <= {"application/json", "application/x-www-form-urlencoded"}:
                body["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    without_twins(document["components"]["schemas"])
    return document


def one_answer(responses):
    """It knows one kind of answer for an operation, and one kind of error; of errors ours have many."""
    status = min(status for status in responses if status.startswith("2"))
    answer = responses[status]
    content = answer.get("content", {})
    if content and set(content) != {"application/json"}:
        answer["content"] = {"application/octet-stream": {}}
    return {status: answer}


def without_twins(schema):
    """Members whose names differ in case alone become one field of its structs, twice: the first stays."""
    if isinstance(schema, list):
        for one in schema:
            without_twins(one)
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties")
    if isinstance(properties, dict) and all(isinstance(one, dict) for one in properties.values()):
        schema["properties"] = dict(first_of_each_name(properties.items(), lambda member: member[0]))
        if "required" in schema:
            schema["required"] = [name for name in schema["required"] if name in schema["properties"]]
    for one in schema.values():
        without_twins(one)


def first_of_each_name(things, name):
    """The things whose names are not those of an earlier one once they are Rust's."""
    known = {}
    for thing in things:
        known.setdefault(snake_case(name(thing)), thing)
    return list(known.values())


def snake_case(name):
    name = re.sub(r"[^A-Za-z0-9]+", "_", name)
    name = re.sub(r"([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3_\2\4", name)
    return name.strip("_").lower()
