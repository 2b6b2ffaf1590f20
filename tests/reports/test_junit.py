"""JUnit XML as dashboards read it: by the common schema's rules and by junitparser."""

import io
import xml.etree.ElementTree as Xml

import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped

from readiness.reports import junit
from tests.assessments_in_memory import assessment

# What Jenkins, GitLab and Surefire agree on: names and counts, one outcome a case, texts. Written from the readers'
# documentation (Jenkins xUnit plugin, "JUnit"; Maven Surefire's report schema 3.0), for none of them ships a schema.
SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:attributeGroup name="counts">
    <xs:attribute name="name" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="time" type="xs:decimal" use="required"/>
  </xs:attributeGroup>
  <xs:complexType name="told"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="message" use="required"/><xs:attribute name="type"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="testsuites"><xs:complexType><xs:sequence>
    <xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="properties" minOccurs="0"><xs:complexType><xs:sequence>
        <xs:element name="property" maxOccurs="unbounded"><xs:complexType>
          <xs:attribute name="name" use="required"/><xs:attribute name="value" use="required"/>
        </xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="testcase" maxOccurs="unbounded"><xs:complexType><xs:choice minOccurs="0">
        <xs:element name="skipped" type="told"/><xs:element name="failure" type="told"/>
        <xs:element name="error" type="told"/><xs:element name="system-out" type="xs:string"/>
      </xs:choice>
        <xs:attribute name="classname" use="required"/><xs:attribute name="name" use="required"/>
        <xs:attribute name="time" type="xs:decimal" use="required"/>
        <xs:attribute name="file"/><xs:attribute name="line" type="xs:positiveInteger"/>
      </xs:complexType></xs:element>
    </xs:sequence><xs:attributeGroup ref="counts"/></xs:complexType></xs:element>
  </xs:sequence><xs:attributeGroup ref="counts"/></xs:complexType></xs:element>
</xs:schema>"""


def written() -> str:
    out = io.StringIO()
    junit.write(assessment(), out)
    return out.getvalue()


def test_the_report_is_as_the_common_schema_says() -> None:
    schema = xmlschema.XMLSchema(SCHEMA)
    schema.validate(written())
    assert not schema.is_valid(written().replace('tests="', 'tests="x', 1))


def test_junitparser_reads_every_outcome() -> None:
    suites = JUnitXml.fromstring(written().encode())
    outcome = {case.name.split()[0]: [type(one) for one in case.result] for suite in suites for case in suite}
    assert outcome["R301"] == [Failure]
    assert outcome["R302"] == [Failure], "partial is not met"
    assert outcome["R402"] == [Skipped], "an accepted risk is not green either"
    assert outcome["P101"] == [Skipped] and outcome["U106"] == [Skipped]
    assert outcome["O104"] == [Error]
    assert outcome["P102"] == []
    assert outcome["W11"] == [Failure] and outcome["W12"] == [] and outcome["W03"] == [Skipped]


def test_the_sums_are_those_of_the_suites() -> None:
    root = Xml.fromstring(written())
    for key in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(key, "")) == sum(int(suite.get(key, "")) for suite in root)
    assert int(root.get("tests", "")) == len(list(root.iter("testcase")))


def test_a_failure_shows_its_places_and_its_fix() -> None:
    case = next(one for one in Xml.fromstring(written()).iter("testcase") if one.get("name", "").startswith("R301"))
    assert (case.get("file"), case.get("line")) == ("app/chat.py", "14")
    told = case.findtext("failure") or ""
    assert "against: app/chat.py:14 has no time limit" in told and "Fix: " in told
