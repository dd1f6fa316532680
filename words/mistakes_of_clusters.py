"""What is wrong with clusters, and with what is ranked by: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

MISTAKES_OF_CLUSTERS: Sentences = {
    "not_a_rank": (
        "không biết xếp theo {found}; hãy viết một trong: {known}, hoặc ví dụ 60% score and 40% ayes",
        "there is no ranking by {found}; write one of: {known}, or for instance 60% score and 40% ayes",
    ),
    "not_a_rank_near": (
        "không biết xếp theo {found}; có phải là {nearest}?",
        "there is no ranking by {found}; did you mean {nearest}?",
    ),
    "rank_parts_wrong": (
        "các phần của {found} phải khác nhau và cộng lại đúng 100%; hãy viết ví dụ 60% score and 40% ayes",
        "the parts of {found} must differ and make 100% together; write for instance 60% score and 40% ayes",
    ),
    "cluster_twice": (
        "đã có cụm {found}; hãy đặt tên khác",
        "there is a cluster {found} already; choose another name",
    ),
    "cluster_of_one": (
        "cụm {found} chỉ có một đơn vị, không so sánh được với ai; hãy thêm đơn vị",
        "the cluster {found} has one unit and nobody to be compared with; add units",
    ),
    "unit_in_two_clusters": (
        "đơn vị {found} đã thuộc cụm {cluster}; mỗi đơn vị chỉ thuộc một cụm",
        "the unit {found} belongs to the cluster {cluster} already; a unit belongs to one",
    ),
    "no_clusters": (
        "chọn theo từng cụm mà chưa kể cụm nào; hãy thêm clusters, hoặc bỏ per",
        "it selects in each cluster, and no cluster is named; add clusters, or leave per out",
    ),
    "no_clusters_for_place": (
        "nơi {found} là đơn vị kế tiếp trong cụm mà chưa kể cụm nào; hãy thêm clusters",
        "the place {found} is the next unit of a cluster, and no cluster is named; add clusters",
    ),
    "place_only_checks": (
        "{found} là đơn vị khác trong cụm, chỉ dùng được cho done_by; hãy viết một nơi khác",
        "{found} is another unit of the cluster and can only stand in done_by; write another place",
    ),
    "clusters_vote_once": (
        "chọn theo từng cụm thì không có vòng hai và danh sách chờ; hãy viết stated order, ends",
        "what is selected in each cluster has neither run-off nor waiting list; write stated order, ends",
    ),
}
