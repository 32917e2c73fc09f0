import { Component, useState } from "@odoo/owl";
import { standing } from "./answers";
import { day, rupiah } from "./words";

/** Who stands in front of the desk: photo, standing, books and when they are due. */
export class MemberCard extends Component {
    static template = "sipuspa_library.DeskMemberCard";
    static props = {};

    setup() {
        this.store = useState(this.env.store);
        Object.assign(this, { day, rupiah, standing });
    }

    get late() {
        return this.store.member.loans.filter((loan) => loan.days_late > 0).length;
    }
}
